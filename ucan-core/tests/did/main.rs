//! DIDs: their syntax, the keys in a `did:key`, and who may look for others (ruling T14).

mod keys;
mod map_resolver;
mod resolvers;
mod syntax;
mod vectors;
