"""The demo's story: who plays, what they agreed, and how it came about; told through the operations."""
