"""PDFium takes one call at a time in the whole process, or it breaks it: whoever calls it holds this lock."""
from threading import Lock

PDFIUM = Lock()
