"""How does a file get from the clerk's desk into the records?"""
