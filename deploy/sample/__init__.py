"""The invented sample of Minyi: a county, a draft regulation, what people say about it and what becomes of it.

Everything here is made up; only the counts follow the practice paper the project starts from.
"""
