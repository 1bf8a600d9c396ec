"""One contract in four faces: text, Word with automatic numbers, a printed PDF, a scan; and how far their reviews agree."""
