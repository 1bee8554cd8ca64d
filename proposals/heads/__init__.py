"""末笔 outside: what the journal was is signed each night and kept by people who do not administer the database."""
