"""What the bureau does: 收件, 审核, 反馈, 汇总."""
