"""The papers of a drill: each is written once as a layout (what stands where) and a context (what is said).

The Word templates are made from the layouts by ``make_templates`` and may be edited by the office; the HTML and PDF
twins come from the same layout and context. What is not known is printed as 【待填写】, never left out.
"""
