print("neiro")
