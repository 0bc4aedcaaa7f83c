"""How is it shown? The only code that knows streamlit and plotly."""
