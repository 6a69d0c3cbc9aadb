"""Spreadsheets from elsewhere, read as text: bounded, in a child process, tried before written (F49, E1).

A layer between exports and services: it knows forms and rules, but neither the store nor a window.
"""
