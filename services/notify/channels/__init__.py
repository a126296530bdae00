"""The ways an answer leaves the house. E-mail today; text messages and slips have an issue of their own."""
