"""The clock: what is due is claimed here, checked again and sent; the only sender of anything."""
