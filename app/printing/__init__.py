"""Values become PDF.

A paper is a list of *blocks* (``flow.Block``): ``text.Text`` for words, blanks and ruled lines,
``grid.Grid`` for boxed forms, ``marks.Places`` for signatures and seals, ``flow.Space``,
``flow.Together`` and ``flow.NewPage`` for what lies between. ``page.build_pdf`` takes one
``page.Part`` per document and returns the PDF as bytes together with its page map; ``text.Late``
writes what only the finished page map knows. ``fonts.missing_in_fields`` names, before anything is
printed, the characters that no font has.
"""
