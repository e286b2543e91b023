"""What makes, checks and publishes the book: its pages, its assignments, its ledger. No reader imports it."""
