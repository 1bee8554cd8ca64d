"""What the windows of the drafting page save by themselves while somebody writes."""
