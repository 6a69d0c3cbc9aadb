"""县局配置包: made, checked and signed at a bureau; looked at and taken at an office (F64).

``laid`` is read at every start and stays small; the two services are imported where they are used.
"""
