"""统计 (domain §6): what was asked, answered, promised and thought of it, counted.

facts        what counts, as plain values in a constant number of queries
measures     what is counted of the cases, and of what the deputies think
definitions  every number and every share by its key, each defined once, in the words people read
counts       facts narrowed by year, session, unit, kind, category, and counted in tables
charts       bars and lines as coordinates, for the SVG templates
lookback     回头看: what became of what was promised
sheets       all of it as workbooks
pages        what the pages share: the filter, and the figures it asks for
"""
