"""What do all pages share: filters, cards, charts, tables, downloads, sentences."""
