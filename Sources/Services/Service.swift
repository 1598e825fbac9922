package import Catalog
package import YAML

/// What a service is: everything that the program knows about it, as data and as functions of the cluster round it.
///
/// Each service is a file of this folder and a line of `all`. Whoever sets up, places, publishes or describes a service
/// asks it here, and knows none by its name.
package struct Service: Sendable {
  /// Where a service runs.
  package enum Placement: Sendable {
    /// On the nodes that the profile names, or on all.
    case anywhere
    /// On every node of the cluster.
    case everyNode
    /// On the nodes that keep the cluster's metadata.
    case quorum
    /// On one node, for the whole cluster.
    case oneNode
  }

  /// The heap of a service's Java process: a share of the instance's memory within bounds.
  package struct Heap: Sendable {
    /// The memory divided by this.
    let divisor: Int
    /// The least and the most, in MiB: what it starts with reliably, and what it has use for.
    let bounds: ClosedRange<Int>
    /// Whether it takes its whole heap at once.
    var isTakenAtOnce = false

    /// The heap in MiB on an instance with so much memory in MiB.
    package func size(memory: Int) -> Int { min(max(memory / divisor, bounds.lowerBound), bounds.upperBound) }

  }

  /// How people log in to a web UI.
  package struct Login: Sendable {
    /// The user.
    package let user: String
    /// The secret that is the password.
    package let password: String
  }

  /// Its name in the profile and in the compose file.
  package let name: String
  /// What people call it.
  package let title: String
  /// Where it runs.
  package let placement: Placement
  /// Its facts in a release; nil where the release doesn't have it.
  package let facts: @Sendable (Release) -> ServiceFacts?
  /// Whether a cluster has it whose profile names no services.
  let isDefault: @Sendable (DefaultCluster) -> Bool
  /// The heap of its Java process, where the profile says none; nil of one that may have no such process.
  package let heap: Heap?
  /// Whether it is the operator's own, and no part of Confluent Platform.
  package let isOwn: Bool
  /// Whether it connects to the brokers, as `ClientSettings` says.
  package let isClient: Bool
  /// Whether what runs in it takes its rights in AWS from the role of the instance.
  package let usesInstanceRole: Bool
  /// Whether a file given with `--upstream` must have it.
  package let isNeededInFile: Bool
  /// Which images are its own.
  let images: Images
  /// Variables without which it can't be: what tells it where an image has a name of its own.
  let signs: [String]
  /// Variables that say where it listens, by a port or by addresses of some.
  package let portVariables: [String]
  /// What the program's own compose file says of it in a release, beside image and name, as cp-all-in-one has it.
  let settings: @Sendable (Release) -> [(key: String, value: Node)]
  /// What the node's compose file says of it beside what all services have.
  package let runtime: [(key: String, value: Node)]
  /// Variables that only licensed features read; a name that ends in `*` stands for all that begin so.
  package let licensedVariables: [String]
  /// What sets a variable of the container, if the operator can't.
  let variableOwner: @Sendable (String, Release) -> VariableOwner?
  /// The variables of a compose file that go, unless they are among `variables`.
  package let replacedVariables: @Sendable (Release) -> Set<String>
  /// What the container is told.
  package let variables: @Sendable (ServiceContext) -> [Variable]
  /// The names of the container in the compose network; nil for its service name alone.
  package let hostNames: (@Sendable (ServiceContext) -> HostNames)?
  /// Names that the container knows without DNS, beside the peers of its node: `NAME:ADDRESS`.
  package let extraHosts: @Sendable (ServiceContext) -> [String]
  /// What it publishes on the instance.
  package let ports: @Sendable (ServiceContext) -> [PublishedPort]
  /// The ports of the nodes that others connect to.
  let openings: @Sendable (ServiceFacts, ClusterContext) -> [Opening]
  /// What it mounts beside its folders of the data volume and its files, in compose's short form.
  package let mounts: [Node]
  /// The files that it brings.
  package let files: [ServiceFile]
  /// The command that tells whether it is well, if there is one.
  package let probe: @Sendable (ServiceContext) -> String?
  /// The names of the secrets that it reads from the `.env` beside the compose file; each node makes its own.
  package let secrets: [String]
  /// The boot step that follows when its node is up.
  package let bootStep: String?
  /// How people log in, of a web UI.
  package let login: Login?
  /// What `plan` says of it behind its name.
  package let remark: @Sendable (ServiceContext) -> String?
  /// What to know when an upgrade crosses a release.
  let upgradeNotes: [UpgradeNote]
  /// Variables without which it doesn't start on the data of an earlier release.
  let upgradeVariables: [UpgradeVariable]

  init(
    name: String,
    title: String,
    placement: Placement = .anywhere,
    facts: @escaping @Sendable (Release) -> ServiceFacts?,
    isDefault: @escaping @Sendable (DefaultCluster) -> Bool = { _ in true },
    heap: Heap?,
    isOwn: Bool = false,
    isClient: Bool = true,
    usesInstanceRole: Bool = false,
    isNeededInFile: Bool = false,
    images: Images = Images(),
    signs: [String] = [],
    portVariables: [String] = [],
    settings: @escaping @Sendable (Release) -> [(key: String, value: Node)] = { _ in [] },
    runtime: [(key: String, value: Node)] = [],
    licensedVariables: [String] = [],
    variableOwner: @escaping @Sendable (String, Release) -> VariableOwner? = { _, _ in nil },
    replacedVariables: @escaping @Sendable (Release) -> Set<String> = { _ in [] },
    variables: @escaping @Sendable (ServiceContext) -> [Variable],
    hostNames: (@Sendable (ServiceContext) -> HostNames)? = nil,
    extraHosts: @escaping @Sendable (ServiceContext) -> [String] = { _ in [] },
    ports: @escaping @Sendable (ServiceContext) -> [PublishedPort] = { $0.facts.publishedPorts() },
    openings: @escaping @Sendable (ServiceFacts, ClusterContext) -> [Opening] = { facts, cluster in
      Opening.forClients(facts, in: cluster)
    },
    mounts: [Node] = [],
    files: [ServiceFile] = [],
    probe: @escaping @Sendable (ServiceContext) -> String? = { $0.probeOfPort($0.port) },
    secrets: [String] = [],
    bootStep: String? = nil,
    login: Login? = nil,
    remark: @escaping @Sendable (ServiceContext) -> String? = { _ in nil },
    upgradeNotes: [UpgradeNote] = [],
    upgradeVariables: [UpgradeVariable] = []
  ) {
    self.name = name
    self.title = title
    self.placement = placement
    self.facts = facts
    self.isDefault = isDefault
    self.heap = heap
    self.isOwn = isOwn
    self.isClient = isClient
    self.usesInstanceRole = usesInstanceRole
    self.isNeededInFile = isNeededInFile
    self.images = images
    self.signs = signs
    self.portVariables = portVariables
    self.settings = settings
    self.runtime = runtime
    self.licensedVariables = licensedVariables
    self.variableOwner = variableOwner
    self.replacedVariables = replacedVariables
    self.variables = variables
    self.hostNames = hostNames
    self.extraHosts = extraHosts
    self.ports = ports
    self.openings = openings
    self.mounts = mounts
    self.files = files
    self.probe = probe
    self.secrets = secrets
    self.bootStep = bootStep
    self.login = login
    self.remark = remark
    self.upgradeNotes = upgradeNotes
    self.upgradeVariables = upgradeVariables
  }
}

extension Service {
  /// Every service that the program knows, in the order in which they start.
  package static let all: [Service] = [
    .zookeeper, .controller, .broker, .schemaRegistry, .connect, .restProxy, .ksqlServer, .ksqldbServer, .kafkaManager,
    .kafkaUI,
  ]

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// The service of a name.
  package static func named(_ name: String) -> Service? { byName[name] }

  /// Whether it is a web UI, of which one serves the whole cluster.
  package var isUserInterface: Bool { login != nil }

  /// What its Java process is told of a heap of so many MiB.
  package func heapOptions(_ size: Int) -> String {
    "\(heap?.isTakenAtOnce == true ? "-Xms\(size)m " : "")-Xmx\(size)m"
  }

  /// What sets a variable of its container, if the operator can't; nil for one that is the operator's to set.
  package func owner(of variable: String, in release: Release) -> VariableOwner? {
    facts(release)?.heapVariable == variable ? .heap : variableOwner(variable, release)
  }
}

extension Service: Hashable {
  /// A service is known by its name.
  package static func == (left: Service, right: Service) -> Bool { left.name == right.name }

  /// A service is known by its name.
  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
