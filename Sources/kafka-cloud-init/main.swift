print("kafka-cloud-init")
