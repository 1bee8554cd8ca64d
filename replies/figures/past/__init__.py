"""What was so at the end of a day that is over: what 上半年's report counts that is made in September."""
