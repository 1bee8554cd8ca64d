"""The tables of what the bodies see to from outside the units."""
