"""The documentation: its code runs, its pages are whole, a browser shows them."""
