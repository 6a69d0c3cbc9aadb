"""人民调解: the register, a case with its papers, committees and mediators."""
