"""How long does it take, set against the bare engine?"""

import logging

logging.disable(logging.WARNING)  # Streamlit minds that there is no browser
