"""The readers: each turns a Source into a Document; a format is one module here (mirrors write/)."""
