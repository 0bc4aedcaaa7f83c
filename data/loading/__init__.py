"""What becomes of the rows of a file: the steps of data.load, in the order in which they run.

staging       the pass over the file: texts become values, problems are noted beside them
  secrecy       what is never stored        row_rules     what a row may not hold
  corrections   wrong cells put right       salt          the secret of the hashes
naming        names of places become codes  gazetteer     finds or makes a place
ready         the records that the rows become
faults        references, grids, keys
outcomes      new, changed, the same, rejected: the counts
outline_checks  do outlines fit their parents, each other and the points of requests
decision      refuse, leave, or write       publishing    how rows get into the tables
rejections, notices, report                 what is told
attempt holds the steps up to the counts; data.load calls it and decision.
"""
