# The program alone, as an image that is the program: docker run --rm -v "$PWD:/work" kafka-cloud-init render dev
ARG SWIFT=6.3
FROM swift:${SWIFT}-bookworm AS build
RUN apt-get update -q \
    && apt-get install -q -y --no-install-recommends binutils git libyaml-dev make pkg-config zlib1g-dev
WORKDIR /source
COPY . .
RUN make build && strip -o /kafka-cloud-init .build/release/kafka-cloud-init

FROM scratch
COPY --from=build /kafka-cloud-init /kafka-cloud-init
WORKDIR /work
ENTRYPOINT ["/kafka-cloud-init"]
