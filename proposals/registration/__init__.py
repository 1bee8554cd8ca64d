"""What stands registered, seen and put right on the page of a case: 更正登记, 补充原件."""
