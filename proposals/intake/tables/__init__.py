"""The file of a list, distrusted: its tables of plain cells, the head of one found and understood, its rows.

    workbook     an .xlsx file; other_files: CSV, .ods, the web page that is called .xls
    old_books    .xls and .xlsb; any_file: which of these it is, asked in a bounded child (proposals/bounded)
    sheet        what both come to, and how large it may be
    columns      what a field is called elsewhere, and the row that names the fields
    table_rows   the rows of one table; bands: what stands between them and holds below; aside: totals, notes
    unit_words   units and their parts as a cell names them; joined: the rows of one suggestion put together
    list_reader  all of it: the lists of a file as one list of suggestions
    template     the empty list to download

Knows no model and no database.
"""
