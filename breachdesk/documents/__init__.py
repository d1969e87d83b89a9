"""A Notice or a form as a document: Markdown, HTML, DOCX, PDF, JSON; and an edited DOCX read back."""
