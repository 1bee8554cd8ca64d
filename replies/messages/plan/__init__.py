"""What is to be told, made of the record and of the calendar: each thing once for each deputy and way."""
