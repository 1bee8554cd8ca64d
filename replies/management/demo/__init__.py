"""The demo: fixtures/ played through the program's own actions, so that its data is what real work would leave."""
