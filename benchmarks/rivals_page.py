def page(data, lang): return ""
