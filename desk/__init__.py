"""Pages for both sides that draw on every room: a partnership's front page and history, approvals, search."""
