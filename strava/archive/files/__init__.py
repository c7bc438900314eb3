"""The files of an archive, in a ZIP or a folder."""
