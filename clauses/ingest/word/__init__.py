"""Word files: a .docx is read by `docx`; old Word, RTF and OpenDocument become one by `office`. The rest is what `docx` is made of."""
