"""Corrections of what was registered (更正登记): what may still be changed, what a later list says differently."""
