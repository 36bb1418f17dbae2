//! `wasi:sockets`: as far as toolchains import it, and refused.

use ipvm_runtime::engine::host::{self, Resource};
use wasmtime::{
    Result,
    component::{ComponentType, Lift, Lower, WasmStr},
};

use crate::definitions::Definitions;

/// The network, which nothing can be done with.
struct Network;
struct ResolveAddressStream;
struct TcpSocket;
struct UdpSocket;
struct IncomingDatagramStream;
struct OutgoingDatagramStream;

#[derive(Clone, Copy, ComponentType, Lift, Lower)]
#[component(enum)]
#[repr(u8)]
#[expect(dead_code, reason = "only guests name one")]
enum IpAddressFamily {
    #[component(name = "ipv4")]
    Ipv4,
    #[component(name = "ipv6")]
    Ipv6,
}

/// Why something of the network cannot be had, with all the cases that WASI has.
#[derive(Clone, Copy, ComponentType, Lift, Lower)]
#[component(enum)]
#[repr(u8)]
#[expect(dead_code, reason = "the cases are part of the type")]
enum ErrorCode {
    #[component(name = "unknown")]
    Unknown,
    #[component(name = "access-denied")]
    AccessDenied,
    #[component(name = "not-supported")]
    NotSupported,
    #[component(name = "invalid-argument")]
    InvalidArgument,
    #[component(name = "out-of-memory")]
    OutOfMemory,
    #[component(name = "timeout")]
    Timeout,
    #[component(name = "concurrency-conflict")]
    ConcurrencyConflict,
    #[component(name = "not-in-progress")]
    NotInProgress,
    #[component(name = "would-block")]
    WouldBlock,
    #[component(name = "invalid-state")]
    InvalidState,
    #[component(name = "new-socket-limit")]
    NewSocketLimit,
    #[component(name = "address-not-bindable")]
    AddressNotBindable,
    #[component(name = "address-in-use")]
    AddressInUse,
    #[component(name = "remote-unreachable")]
    RemoteUnreachable,
    #[component(name = "connection-refused")]
    ConnectionRefused,
    #[component(name = "connection-reset")]
    ConnectionReset,
    #[component(name = "connection-aborted")]
    ConnectionAborted,
    #[component(name = "datagram-too-large")]
    DatagramTooLarge,
    #[component(name = "name-unresolvable")]
    NameUnresolvable,
    #[component(name = "temporary-resolver-failure")]
    TemporaryResolverFailure,
    #[component(name = "permanent-resolver-failure")]
    PermanentResolverFailure,
}

type Refused<T> = (Result<Resource<T>, ErrorCode>,);

pub(super) fn define(definitions: &mut Definitions<'_>) -> Result<()> {
    definitions
        .interface("wasi:sockets/network")?
        .resource::<Network>("network")?
        .never_called(&["network-error-code"])?;
    definitions
        .interface("wasi:sockets/instance-network")?
        .function("instance-network", |_, ()| Ok((Resource::<Network>::new_own(0),)))?;
    definitions
        .interface("wasi:sockets/ip-name-lookup")?
        .resource::<ResolveAddressStream>("resolve-address-stream")?
        .never_called(&[
            "[method]resolve-address-stream.resolve-next-address",
            "[method]resolve-address-stream.subscribe",
        ])?
        .function(
            "resolve-addresses",
            |mut store,
             (_, name): (Resource<Network>, WasmStr)|
             -> Result<Refused<ResolveAddressStream>> {
                let length = name.to_str(&store)?.len();
                host::charge(&mut store, u64::try_from(length).unwrap_or(u64::MAX))?;
                Ok((Err(ErrorCode::PermanentResolverFailure),))
            },
        )?;
    definitions.interface("wasi:sockets/tcp-create-socket")?.function(
        "create-tcp-socket",
        |_, _: (IpAddressFamily,)| -> Result<Refused<TcpSocket>> {
            Ok((Err(ErrorCode::NotSupported),))
        },
    )?;
    definitions.interface("wasi:sockets/udp-create-socket")?.function(
        "create-udp-socket",
        |_, _: (IpAddressFamily,)| -> Result<Refused<UdpSocket>> {
            Ok((Err(ErrorCode::NotSupported),))
        },
    )?;
    definitions.interface("wasi:sockets/tcp")?.resource::<TcpSocket>("tcp-socket")?.never_called(
        &[
            "[method]tcp-socket.start-bind",
            "[method]tcp-socket.finish-bind",
            "[method]tcp-socket.start-connect",
            "[method]tcp-socket.finish-connect",
            "[method]tcp-socket.start-listen",
            "[method]tcp-socket.finish-listen",
            "[method]tcp-socket.accept",
            "[method]tcp-socket.local-address",
            "[method]tcp-socket.remote-address",
            "[method]tcp-socket.is-listening",
            "[method]tcp-socket.address-family",
            "[method]tcp-socket.set-listen-backlog-size",
            "[method]tcp-socket.keep-alive-enabled",
            "[method]tcp-socket.set-keep-alive-enabled",
            "[method]tcp-socket.keep-alive-idle-time",
            "[method]tcp-socket.set-keep-alive-idle-time",
            "[method]tcp-socket.keep-alive-interval",
            "[method]tcp-socket.set-keep-alive-interval",
            "[method]tcp-socket.keep-alive-count",
            "[method]tcp-socket.set-keep-alive-count",
            "[method]tcp-socket.hop-limit",
            "[method]tcp-socket.set-hop-limit",
            "[method]tcp-socket.receive-buffer-size",
            "[method]tcp-socket.set-receive-buffer-size",
            "[method]tcp-socket.send-buffer-size",
            "[method]tcp-socket.set-send-buffer-size",
            "[method]tcp-socket.subscribe",
            "[method]tcp-socket.shutdown",
        ],
    )?;
    definitions
        .interface("wasi:sockets/udp")?
        .resource::<UdpSocket>("udp-socket")?
        .resource::<IncomingDatagramStream>("incoming-datagram-stream")?
        .resource::<OutgoingDatagramStream>("outgoing-datagram-stream")?
        .never_called(&[
            "[method]udp-socket.start-bind",
            "[method]udp-socket.finish-bind",
            "[method]udp-socket.stream",
            "[method]udp-socket.local-address",
            "[method]udp-socket.remote-address",
            "[method]udp-socket.address-family",
            "[method]udp-socket.unicast-hop-limit",
            "[method]udp-socket.set-unicast-hop-limit",
            "[method]udp-socket.receive-buffer-size",
            "[method]udp-socket.set-receive-buffer-size",
            "[method]udp-socket.send-buffer-size",
            "[method]udp-socket.set-send-buffer-size",
            "[method]udp-socket.subscribe",
            "[method]incoming-datagram-stream.receive",
            "[method]incoming-datagram-stream.subscribe",
            "[method]outgoing-datagram-stream.check-send",
            "[method]outgoing-datagram-stream.send",
            "[method]outgoing-datagram-stream.subscribe",
        ])?;
    Ok(())
}
