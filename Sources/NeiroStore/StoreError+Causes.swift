import Foundation
import GRDB

extension FileProblem {
  /// Reads the system's error number.
  init(errno code: Int32) {
    self =
      switch code {
      case ENOENT, ELOOP: .missing
      case EISDIR: .isFolder
      case ENOTDIR, EEXIST: .notFolder
      case EACCES, EPERM: .notPermitted
      case EROFS: .readOnly
      case ENOSPC, EDQUOT, EFBIG: .diskFull
      default: .other(message: String(cString: strerror(code)))
      }
  }

  /// Reads what Foundation says about a failed file operation.
  public init(_ error: any Error) {
    if let error = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError,
      error.domain == NSPOSIXErrorDomain
    {
      self.init(errno: Int32(error.code))
    } else if let error = error as? CocoaError {
      switch error.code {
      case .fileNoSuchFile, .fileReadNoSuchFile: self = .missing
      case .fileReadNoPermission, .fileWriteNoPermission: self = .notPermitted
      case .fileWriteVolumeReadOnly: self = .readOnly
      case .fileWriteOutOfSpace: self = .diskFull
      case .fileWriteFileExists: self = .notFolder
      default: self = .other(message: error.localizedDescription)
      }
    } else {
      self = .other(message: error.localizedDescription)
    }
  }
}

extension StoreError {
  /// Runs database work on the file at `path`, and says whatever goes wrong as a `StoreError`.
  static func inDatabase<Result>(
    at path: String, _ body: () throws -> Result
  ) throws(StoreError) -> Result {
    do {
      return try body()
    } catch let error as StoreError {
      throw error
    } catch let error as DatabaseError {
      throw StoreError(error, path: path)
    } catch {
      throw .database(path: path, message: error.localizedDescription)
    }
  }

  init(_ error: DatabaseError, path: String) {
    let message = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    self =
      switch error.resultCode {
      case .SQLITE_FULL: .unwritable(path: path, problem: .diskFull)
      case .SQLITE_READONLY: .unwritable(path: path, problem: .readOnly)
      case .SQLITE_PERM, .SQLITE_AUTH: .unwritable(path: path, problem: .notPermitted)
      case .SQLITE_CANTOPEN: .unwritable(path: path, problem: .other(message: message))
      case .SQLITE_BUSY, .SQLITE_LOCKED: .busyDatabase(path: path)
      case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damagedDatabase(path: path, message: message)
      default: .database(path: path, message: message)
      }
  }
}
