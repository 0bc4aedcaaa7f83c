"""What becomes of the rows of a file: the steps of data.load, one module each.

staging (text to typed columns, row by row), row_rules (what a row may not hold), corrections,
naming (names and codes to places), faults (references, keys), outcomes (new, changed or the same),
publishing (writing them), report.
"""
