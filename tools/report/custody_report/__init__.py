"""custody-report: reads what programs wrote with log_format=json, and shows it in several forms.

read.py reads the files and groups the reports to bugs. Each of the other modules writes one form.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
