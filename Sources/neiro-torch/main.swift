print("neiro-torch")
