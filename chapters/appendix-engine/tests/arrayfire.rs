//! What only ArrayFire has: names of backends, missing backends, and failures. The other tests
//! check its results, since they run on every available device.
#![cfg(feature = "arrayfire")]

use engine::{Array, Backend, Bytes, Device, Options, Shape, device::catch};

/// The devices that ArrayFire finds on this machine.
fn found() -> Vec<Device> {
    Device::available().into_iter().filter(|device| device.is_remote()).collect()
}

/// Prints which devices were tested. Without a backend, the tests in this file check little.
#[test]
fn prints_the_tested_devices() {
    let names: Vec<_> = found().iter().map(|device| device.name()).collect();
    if names.is_empty() {
        println!("ArrayFire found no device here: the engine tests ran without it");
    } else {
        println!("the engine tests ran on {}", names.join(", "));
    }
    for device in found() {
        assert!(Device::describe().iter().any(|(name, _)| name == device.name()));
    }
}

#[test]
fn names_parse_back_to_their_backends() {
    for backend in Backend::ALL {
        let device = Device::ArrayFire(backend);
        assert_eq!(device.name().parse(), Ok(device));
    }
    for name in ["arrayfire:", "arrayfire:CUDA", "arrayfire:vulkan", "cuda"] {
        let message = name.parse::<Device>().unwrap_err().to_string();
        assert!(message.contains(&format!("`{name}`")), "{message}");
        assert!(message.contains("arrayfire:cuda"), "{message}");
    }
}

/// A missing device is an error that names it, or a panic with the same message if `open` was not
/// called.
#[test]
fn a_missing_device_is_an_error() {
    for backend in Backend::ALL {
        let device = Device::ArrayFire(backend);
        let is_found =
            found().contains(&device) || (backend == Backend::Best && !found().is_empty());
        match device.open() {
            Ok(()) => assert!(is_found, "{device}"),
            Err(error) => {
                assert!(!is_found, "{error}");
                let message = error.to_string();
                let expected = if found().is_empty() { "AF_PATH" } else { device.name() };
                assert!(message.contains(expected), "{message}");
                let options = Options { device, ..Options::default() };
                assert_eq!(catch(|| Array::scalar(1.0, options)).unwrap_err(), error);
            }
        }
    }
}

/// `Best` is the first backend that was found.
#[test]
fn best_is_the_first_backend() {
    if let Some(&first) = found().first() {
        let on = |device| Array::matrix(&[[1.0, 2.0]], Options { device, ..Options::default() });
        let (best, named) = (on(Device::ArrayFire(Backend::Best)), on(first));
        assert_eq!(best.matmul_nt(&best), named.matmul_nt(&named));
    }
}

/// An array too large for any device is an error inside `catch` and a panic elsewhere, and
/// afterwards the device works as before.
#[test]
fn out_of_memory_is_an_error() {
    for device in found() {
        let options = Options { device, ..Options::f64() };
        let ones = |rows, cols| Array::ones(Shape::matrix(rows, cols), options);
        let large = || ones(1 << 22, 1 << 22).matmul(&ones(1 << 22, 1)).get(0, 0);
        let error = catch(large).unwrap_err();
        assert!(error.to_string().contains("memory"), "{error}");
        let panic = std::panic::catch_unwind(large).unwrap_err();
        assert!(panic.downcast_ref::<String>().is_some_and(|text| text.contains("memory")));
        assert_eq!(ones(1, 3).sum(None).item(), 3.0);
    }
}

/// Other panics pass through `catch` unchanged.
#[test]
fn only_device_failures_are_caught() {
    let panic = std::panic::catch_unwind(|| catch(|| panic!("a slip"))).unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"a slip"));
}

/// Arrays may be created, used and dropped by different threads, on different devices.
#[test]
fn threads_share_arrays() {
    for device in found() {
        let options = Options { device, ..Options::default() };
        let x = Array::ones(Shape::matrix(30, 20), options).scale(0.5);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        let sum = x.matmul_nt(&x).sum(None);
                        assert_eq!(sum.item(), 30.0 * 30.0 * 20.0 * 0.25);
                    }
                });
            }
        });
        let made_there = std::thread::spawn(move || Array::ones(Shape::vector(3), options).neg());
        assert_eq!(made_there.join().unwrap().to_vec(), [-1.0; 3]);
    }
}

/// The bytes are uploaded once, and all clones use that copy.
#[test]
fn bytes_are_uploaded_once() {
    let images = Bytes::new((0..=255).collect(), 16);
    for device in found() {
        let options = Options { device, ..Options::default() };
        let here = images.gather(&[3, 3, 15], 0.0, 1.0, Options::default());
        for copy in [&images, &images.clone()] {
            assert_eq!(copy.gather(&[3, 3, 15], 0.0, 1.0, options), here);
        }
    }
}
