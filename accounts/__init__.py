"""Users, how they sign in, and the Viewer: who looks, never what they may see."""
