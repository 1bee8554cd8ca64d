"""What the bodies see to from outside the units: 督办."""
