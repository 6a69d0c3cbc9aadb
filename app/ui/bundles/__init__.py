"""县局配置包: made and tried at the bureau, looked at and taken at an office (F64)."""
