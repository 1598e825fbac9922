import Foundation
import TestSupport
import Testing

/// Whether the tools that talk to an AWS API are there.
let hasAWS = LocalAWS.shared != nil
let missingAWS: Comment = "needs the AWS CLI, moto and cfn-lint: Scripts/install-python-tools"

/// A profile of three brokers under a name of its own, since tests share the API.
func profile(_ cluster: String, release: String = "5.3.1", _ more: String) -> String {
  """
  cluster: \(cluster)
  release: \(release)
  nodes: {count: 3, host: 'kafka-{id}.example', zones: [ap-northeast-2a, ap-northeast-2b, ap-northeast-2c]}
  network:
    clients: [10.0.0.0/16]
    administrators: [10.9.0.0/24]
  \(more)
  """
}

/// The API's subnets and an image, which it has from the start, as `SUBNETS`, `VPC`, `GROUP` and `IMAGE` of a script.
let region: String = {
  let script = """
    subnet() { aws ec2 describe-subnets --filters Name=availability-zone,Values=$1 --query 'Subnets[0].SubnetId' --output text; }
    SUBNETS="{ap-northeast-2a: $(subnet ap-northeast-2a), ap-northeast-2b: $(subnet ap-northeast-2b)"
    SUBNETS+=", ap-northeast-2c: $(subnet ap-northeast-2c)}"
    VPC=$(aws ec2 describe-vpcs --query 'Vpcs[0].VpcId' --output text)
    GROUP=$(aws ec2 describe-security-groups --query 'SecurityGroups[0].GroupId' --output text)
    IMAGE=$(aws ec2 describe-images --query "Images[?Architecture=='x86_64' && starts_with(Name, 'amzn')]|[0].ImageId" --output text)
    declare -p SUBNETS VPC GROUP IMAGE
    """
  let variables = (try? LocalAWS.shared?.shell(script, in: Scratch()))?.output ?? ""
  return """
    \(variables)
    render() { "$PROGRAM" render cluster.yaml --set "network.subnets=$SUBNETS" --set network.vpc=$VPC --set instance.image=$IMAGE "$@" > /dev/null 2>&1; }
    """
}()

/// Whether Terraform is there, with the provider that a module needs.
let hasTerraform = hasAWS && LocalAWS.has("terraform") && LocalAWS.providers != nil
let missingTerraform: Comment = "needs the AWS CLI, moto, terraform and a mirror of its provider hashicorp/aws 5"

/// A folder in which a profile `cluster.yaml` is rendered.
func rendered(_ profile: String, _ arguments: String...) throws -> Scratch {
  let scratch = try Scratch()
  try scratch.write(profile, to: "cluster.yaml")
  let outcome = try scratch.run(["render", "cluster.yaml"] + arguments)
  #expect(outcome.status == 0, "\(outcome.errors)")
  return scratch
}
