import Files

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The part of the HDF5 library that reading needs, found when it is first asked for: few people have such files, and
/// nobody else should have to install it.
struct HDF5Library: @unchecked Sendable {  // C functions of a library that is never closed
  /// HDF5's `hid_t`, since version 1.10.
  typealias Identifier = Int64

  let openFile: @convention(c) (UnsafePointer<CChar>, UInt32, Identifier) -> Identifier
  let closeFile: @convention(c) (Identifier) -> Int32
  let exists: @convention(c) (Identifier, UnsafePointer<CChar>, Identifier) -> Int32
  let openDataset: @convention(c) (Identifier, UnsafePointer<CChar>, Identifier) -> Identifier
  let closeDataset: @convention(c) (Identifier) -> Int32
  let space: @convention(c) (Identifier) -> Identifier
  let closeSpace: @convention(c) (Identifier) -> Int32
  let rank: @convention(c) (Identifier) -> Int32
  let extent: @convention(c) (Identifier, UnsafeMutablePointer<UInt64>?, UnsafeMutablePointer<UInt64>?) -> Int32
  let read:
    @convention(c) (Identifier, Identifier, Identifier, Identifier, Identifier, UnsafeMutableRawPointer?) -> Int32
  let attributeExists: @convention(c) (Identifier, UnsafePointer<CChar>) -> Int32
  let openAttribute: @convention(c) (Identifier, UnsafePointer<CChar>, Identifier) -> Identifier
  let closeAttribute: @convention(c) (Identifier) -> Int32
  let attributeType: @convention(c) (Identifier) -> Identifier
  let readAttribute: @convention(c) (Identifier, Identifier, UnsafeMutableRawPointer?) -> Int32
  let typeSize: @convention(c) (Identifier) -> Int
  let isVariableString: @convention(c) (Identifier) -> Int32
  let closeType: @convention(c) (Identifier) -> Int32
  /// The number of a `float` in memory, whatever it is in the file.
  let float: Identifier

  /// The names of the library, with the versions whose functions are these.
  private static let names = [
    "libhdf5_serial.so.103", "libhdf5_serial.so.200", "libhdf5_serial.so.310", "libhdf5.so.103", "libhdf5.so.200",
    "libhdf5.so.310", "libhdf5_serial.so", "libhdf5.so", "libhdf5.dylib",
  ]

  /// Finds the library.
  ///
  /// - Parameter path: the file it is needed for.
  /// - Throws: `DataError` with what to install.
  init(toRead path: String) throws {
    guard let handle = Self.names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else {
      throw DataError(
        .cannotRead, at: path, "the HDF5 library that reads such files is not installed",
        remedy: "install it (on Debian: apt-get install libhdf5-103-1) or convert the vectors to .npy")
    }
    func address(_ name: String) throws -> UnsafeMutableRawPointer {
      guard let address = dlsym(handle, name) else {
        throw DataError(
          .cannotRead, at: path, "the installed HDF5 library has no \(name)", remedy: "install version 1.10")
      }
      return address
    }
    func function<Function>(_ name: String) throws -> Function {
      unsafeBitCast(try address(name), to: Function.self)
    }
    openFile = try function("H5Fopen")
    closeFile = try function("H5Fclose")
    exists = try function("H5Lexists")
    openDataset = try function("H5Dopen2")
    closeDataset = try function("H5Dclose")
    space = try function("H5Dget_space")
    closeSpace = try function("H5Sclose")
    rank = try function("H5Sget_simple_extent_ndims")
    extent = try function("H5Sget_simple_extent_dims")
    read = try function("H5Dread")
    attributeExists = try function("H5Aexists")
    openAttribute = try function("H5Aopen")
    closeAttribute = try function("H5Aclose")
    attributeType = try function("H5Aget_type")
    readAttribute = try function("H5Aread")
    typeSize = try function("H5Tget_size")
    isVariableString = try function("H5Tis_variable_str")
    closeType = try function("H5Tclose")
    let start: @convention(c) () -> Int32 = try function("H5open")
    _ = start()
    // The library would print its own account of every error.
    let setErrorPrinter: @convention(c) (Identifier, UnsafeRawPointer?, UnsafeRawPointer?) -> Int32 = try function(
      "H5Eset_auto2")
    _ = setErrorPrinter(0, nil, nil)
    float = try address("H5T_NATIVE_FLOAT_g").load(as: Identifier.self)
  }
}
