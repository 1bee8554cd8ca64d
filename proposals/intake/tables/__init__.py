"""The file of a list, distrusted: its tables of plain cells, the head of one found and understood, its rows.

    workbook     an .xlsx file; other_files: CSV, .ods, the web page that is called .xls
    sheet        what both come to, and how large it may be
    columns      what a field is called elsewhere, and the row that names the fields
    list_reader  rows of suggestions, told from totals
    template     the empty list to download

Knows no model and no database.
"""
