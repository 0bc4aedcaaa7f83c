"""Which rows does a file of somebody else's system hold, in the dashboard's own words?

The way of a file, in the order a loader calls it::

    chosen = profile.load_profile("boston311")                     # or a .toml file
    source = reading.open_source(path, chosen.read_options(), connection, workspace)
    fit = chosen.fit(source.columns)
    fit.refuse(source.file_name, chosen.name)
    for output in fit.outputs:
        selection = selecting.select(chosen, output, source, zone)
        with source.scanning():
            connection.execute(f"CREATE TABLE staged AS SELECT ... FROM {selection.relation}")
    broken = source.broken_rows()

README.md tells how to write a profile.
"""
