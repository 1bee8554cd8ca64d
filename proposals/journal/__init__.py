"""总账: what of which table is on record (kinds, table), how it is entered (enter), how it is proved (proof/)."""
