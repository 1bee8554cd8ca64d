"""The demo: fixtures/ played through the program's own verbs, so that its data is what real work would leave."""
